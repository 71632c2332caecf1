// Papers cited: chosen in any style, looked at, and copied for a word processor, Markdown, LaTeX or the web.
import { Alert, Anchor, Box, Button, Group, Loader, Select, Stack, Text } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { Problem, sentence } from '../../../api/problem';
import type { Team } from '../../../api/schemas';
import { CITEPROC_SOURCE } from '../../../ui/citeproc';
import { Dialog } from '../../../ui/Dialog';
import classes from './CiteDialog.module.css';
import { copyRich, forWordProcessors } from './copying';
import { Formatted } from '../../../ui/Formatted';
import { OwnStyles } from './OwnStyles';
import { StyleChoice } from './StyleChoice';
import { bibliographyOf, localesKnown, useChosenStyle, type Form } from './useCiting';

const MOST = 1_000;
const FORMS = [
  { value: 'rich', label: 'Rich text (Word, Docs)' },
  { value: 'text', label: 'Plain text' },
  { value: 'markdown', label: 'Markdown' },
  { value: 'latex', label: 'LaTeX' },
  { value: 'html', label: 'HTML' },
] as const;
type Copied = (typeof FORMS)[number]['value'];

interface Props {
  team: Team;
  papers: string[];
  onClose: () => void;
}

export function CiteDialog({ team, papers, onClose }: Props) {
  const client = useQueryClient();
  const { chosen, known, choose } = useChosenStyle();
  const [form, setForm] = useState<Copied>('rich');
  const many = papers.length > MOST;
  const { data, error, isFetching } = useQuery({
    ...bibliographyOf(team, papers, chosen, 'html'),
    enabled: known && !many,
  });
  const { data: locales } = useQuery(localesKnown);

  const written = async (as: Form) => client.fetchQuery(bibliographyOf(team, papers, chosen, as));

  async function copy(part: 'citation' | 'text', what: string) {
    try {
      if (form === 'rich')
        await copyRich(
          written('html').then((one) => (part === 'citation' ? one.citation : forWordProcessors(one))),
          written('text').then((one) => one[part]),
        );
      else await navigator.clipboard.writeText((await written(form))[part]);
      notifications.show({ message: `${what} copied.` });
    } catch (problem) {
      notifications.show({ color: 'red', title: 'Couldn’t copy', message: sentence(problem) });
    }
  }

  return (
    <Dialog opened onClose={onClose} title={papers.length === 1 ? 'Cite' : `Cite ${papers.length} papers`} size="lg">
      <Stack>
        <Group grow align="end" className={classes.choices}>
          <StyleChoice
            team={team}
            value={chosen.style ?? 'apa'}
            title={data?.style.id === chosen.style ? data?.style.title : undefined}
            onChange={(style) => choose({ ...chosen, style })}
          />
          <Select
            label="Language"
            description="For words such as “and” or “edited by”"
            data={(locales ?? []).map(({ code, name }) => ({ value: code, label: name }))}
            value={chosen.locale ?? null}
            onChange={(locale) => choose({ ...chosen, locale })}
            placeholder="The style’s own"
            searchable
            clearable
          />
        </Group>
        {many && <Alert color="gray">At most {MOST} papers can be cited at once. Choose fewer.</Alert>}
        {error && (
          <Alert color="red" role="alert">
            {error instanceof Problem && error.field('style')
              ? 'This style can’t be used here. Choose another one.'
              : sentence(error)}
          </Alert>
        )}
        {!data && !error && !many && <Loader size="sm" aria-label="Formatting" />}
        {data && !error && (
          <Box aria-busy={isFetching} className={isFetching ? classes.old : undefined}>
            <Text size="sm" fw={600} component="h3">
              In the text
            </Text>
            <Box className={classes.citation} aria-label="In the text" role="group">
              {data.citation ? (
                <Formatted html={data.citation} />
              ) : (
                <Text c="dimmed">This style has no citations in the text.</Text>
              )}
            </Box>
            <Text size="sm" fw={600} component="h3" mt="sm">
              Bibliography
            </Text>
            <Box className={classes.entries} tabIndex={0} aria-label="Bibliography" role="group">
              {data.entries.length === 0 && <Text c="dimmed">This style has no bibliography.</Text>}
              {data.entries.map(({ paper, text }) => (
                <div key={paper} className={data.hanging ? classes.hanging : classes.entry}>
                  <Formatted html={text} />
                </div>
              ))}
            </Box>
          </Box>
        )}
        <Group align="end" justify="space-between">
          <Select
            label="Copy as"
            data={FORMS}
            value={form}
            onChange={(value) => setForm((value ?? 'rich') as Copied)}
            allowDeselect={false}
          />
          <Group gap="xs">
            <Button variant="default" disabled={!data?.citation} onClick={() => void copy('citation', 'Citation')}>
              Copy citation
            </Button>
            <Button disabled={!data?.entries.length} onClick={() => void copy('text', 'Bibliography')}>
              Copy bibliography
            </Button>
          </Group>
        </Group>
        <OwnStyles team={team} style={chosen.style ?? 'apa'} onStyle={(style) => choose({ ...chosen, style })} />
        <Text size="xs" c="dimmed">
          citeproc-js implements the Citation Style Language. © Frank Bennett,{' '}
          <Anchor size="xs" href="https://citationstyles.org/" target="_blank" rel="noopener noreferrer">
            citationstyles.org
          </Anchor>
          {' · '}
          <Anchor size="xs" href={CITEPROC_SOURCE} target="_blank" rel="noopener noreferrer">
            source code
          </Anchor>
        </Text>
      </Stack>
    </Dialog>
  );
}

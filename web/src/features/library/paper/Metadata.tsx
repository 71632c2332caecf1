// Abstract and fields; each can be edited in place and says who set it.
import { Button, Group, Select, Text, Title, UnstyledButton } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { useState } from 'react';
import { sentence } from '../../../api/problem';
import type { Paper, Team } from '../../../api/schemas';
import { Ago } from '../../../ui/Ago';
import { typeName } from '../../../ui/cslTypes';
import { asText, names, textOf } from '../../../ui/csl';
import { type Field as FieldOfCsl, FIELDS, fieldsOf, type Kind } from '../../../ui/cslFields';
import { CustomFields } from '../fields/CustomFields';
import { Changes } from './Changes';
import { FieldEditor, useSetField } from './FieldEditor';
import styles from './PaperPage.module.css';
import { useEditInPlace } from './useEditInPlace';

export function Metadata({ team, paper }: { team: Team; paper: Paper }) {
  // Fields that somebody chose to fill in.
  const [chosen, setChosen] = useState<string[]>([]);
  const [past, history] = useDisclosure(false);
  const editable = paper.can.includes('edit');
  const form = fieldsOf(textOf(paper.metadata, 'type')).map((field) => field.name);
  const isShown = ({ name, kind }: FieldOfCsl) =>
    (editable && form.includes(name)) || chosen.includes(name) || asText(paper.metadata, name, kind) !== '';
  const shown = FIELDS.filter(isShown);
  return (
    <div className={styles.parts}>
      <section aria-labelledby="abstract">
        <Title order={2} size="h4" id="abstract" mb="xs">
          Abstract
        </Title>
        <Field
          team={team}
          paper={paper}
          name="abstract"
          label="Abstract"
          kind="long"
          editable={editable}
          className={styles.abstract}
        />
      </section>
      <section aria-labelledby="details">
        <Title order={2} size="h4" id="details" mb="xs">
          Details
        </Title>
        <dl className={styles.fields}>
          {shown.map(({ name, label, kind }) => (
            <div key={name} style={{ display: 'contents' }}>
              <dt>{label}</dt>
              <dd>
                <Field
                  team={team}
                  paper={paper}
                  name={name}
                  label={label}
                  kind={kind}
                  editable={editable}
                  begun={chosen.includes(name)}
                />
              </dd>
            </div>
          ))}
        </dl>
        <Group gap="xs" mt="sm">
          {editable && (
            <Select
              aria-label="Add a field"
              placeholder="Add a field…"
              size="xs"
              searchable
              nothingFoundMessage="No such field"
              openOnFocus={false}
              data={FIELDS.filter((field) => !isShown(field)).map(({ name, label }) => ({ value: name, label }))}
              value={null}
              onChange={(name) => name && setChosen([...chosen, name])}
            />
          )}
          <Button variant="subtle" size="compact-sm" onClick={history.open}>
            History
          </Button>
        </Group>
        <CustomFields team={team} paper={paper} />
        {past && <Changes team={team} paper={paper} onClose={history.close} />}
      </section>
    </div>
  );
}

interface FieldProps {
  team: Team;
  paper: Paper;
  name: string;
  label: string;
  kind: Kind;
  editable: boolean;
  className?: string;
  /** It was just chosen to be filled in. */
  begun?: boolean;
}

function Field({ team, paper, name, label, kind, editable, className, begun = false }: FieldProps) {
  const { editing, value: button, begin, end } = useEditInPlace(begun);
  const confirm = useSetField(team, paper, name);
  const text = kind === 'long' ? textOf(paper.metadata, name) : asText(paper.metadata, name, kind);
  const words =
    kind === 'type' && text ? typeName(text) : kind === 'names' ? names(paper.metadata, name).join(', ') : text;
  const source = paper.provenance[name];
  if (editing)
    return <FieldEditor team={team} paper={paper} name={name} label={label} kind={kind} start={text} onDone={end} />;
  const empty = name === 'abstract' ? (paper.files.length ? 'No abstract found.' : 'No abstract.') : '—';
  const value = text ? (
    <span style={{ whiteSpace: 'pre-line' }}>{words}</span>
  ) : (
    <Text span c="dimmed" inherit>
      {empty}
    </Text>
  );
  return (
    <div className={className}>
      {editable ? (
        <UnstyledButton
          ref={button}
          className={styles.value}
          onClick={begin}
          aria-label={`Edit ${label.toLowerCase()}: ${words || (name === 'abstract' ? empty : 'empty')}`}
        >
          {value}
        </UnstyledButton>
      ) : (
        <span className={styles.value}>{value}</span>
      )}
      {source?.doubtful && (
        <div className={styles.doubt}>
          <Text span inherit>
            Please check
          </Text>
          {editable && (
            <Button
              size="compact-xs"
              variant="default"
              loading={confirm.isPending}
              onClick={() => confirm.mutate(paper.metadata[name])}
              aria-label={`${label} looks right`}
            >
              Looks right
            </Button>
          )}
          {confirm.error && (
            <Text span inherit c="red" role="alert">
              {sentence(confirm.error)}
            </Text>
          )}
        </div>
      )}
      {source?.by === 'person' && (
        <div className={styles.source}>
          {source.source ? `From ${source.source}, looked up by` : 'Edited by'}{' '}
          {source.person?.name ?? 'a former member'}, <Ago at={source.at} />
        </div>
      )}
    </div>
  );
}

// One group: why its papers look alike, the fields that differ to choose from, and the two answers.
import { Anchor, Badge, Button, Checkbox, Group as Row, Paper, Text, Title } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useId, useState } from 'react';
import type { Team } from '../../api/schemas';
import { Ago } from '../../ui/Ago';
import { bestOf, labelOf, ordered, sourceOf, titleOf, valueText, type Choice, type Group } from './choices';
import classes from './Duplicates.module.css';

interface Props {
  team: Team;
  group: Group;
  canMerge: boolean;
  onMerge: (choice: Choice) => Promise<void>;
  onDifferent: () => Promise<void>;
}

export function DuplicateGroup({ team, group, canMerge, onMerge, onDifferent }: Props) {
  const id = useId();
  const [kept, setKept] = useState<string>();
  const [left, setLeft] = useState<string[]>([]);
  const [fields, setFields] = useState<Record<string, string>>({});
  const [busy, setBusy] = useState(false);
  const papers = group.papers.filter((paper) => !left.includes(paper.id));
  const into = papers.find((paper) => paper.id === kept) ?? bestOf(papers);
  const choice: Choice = { into: into?.id ?? '', included: papers.map((paper) => paper.id), fields };
  const busyPaper = papers.some((paper) => paper.status === 'queued' || paper.status === 'parsing');

  async function run(work: () => Promise<void>) {
    setBusy(true);
    await work();
    setBusy(false);
  }

  return (
    <Paper withBorder p="md" component="section" aria-labelledby={id}>
      <Title order={2} size="h5" id={id} tabIndex={-1} data-group={group.id} className={classes.heading}>
        {into ? titleOf(into) : 'Duplicates'}
      </Title>
      <Row gap={6} mt={6}>
        {group.why.map((reason) => (
          <Badge key={reason} variant="light" color="gray" tt="none" fw={500}>
            {reason}
          </Badge>
        ))}
      </Row>
      <fieldset className={classes.field}>
        <legend>Keep</legend>
        <div className={classes.values}>
          {group.papers.map((paper, number) => {
            const out = left.includes(paper.id);
            return (
              <div key={paper.id} className={classes.paper} data-out={out || undefined}>
                <label className={classes.value}>
                  <input
                    type="radio"
                    name={`${id}-keep`}
                    disabled={!canMerge || out}
                    checked={into?.id === paper.id}
                    onChange={() => setKept(paper.id)}
                  />
                  <span>
                    Paper {number + 1}
                    <Text span size="xs" c="dimmed" display="block">
                      {paper.files.length ? paper.files.join(', ') : 'No file'} · added <Ago at={paper.added_at} />
                    </Text>
                  </span>
                </label>
                <Anchor
                  size="xs"
                  aria-label={`Open paper ${number + 1}: ${titleOf(paper)}`}
                  renderRoot={(props) => (
                    <Link to="/t/$team/papers/$paper" params={{ team: team.slug, paper: paper.id }} {...props} />
                  )}
                >
                  Open
                </Anchor>
                {canMerge && group.papers.length > 2 && (
                  <Checkbox
                    size="xs"
                    label={`Merge paper ${number + 1}`}
                    checked={!out}
                    disabled={!out && papers.length <= 2}
                    onChange={() => setLeft(out ? left.filter((one) => one !== paper.id) : [...left, paper.id])}
                  />
                )}
              </div>
            );
          })}
        </div>
      </fieldset>
      {ordered(group.differing).map((field) => {
        const source = sourceOf(group, choice, field);
        return (
          <fieldset key={field} className={classes.field}>
            <legend>{labelOf(field)}</legend>
            <div className={classes.values}>
              {group.papers.map((paper, number) => {
                const text = valueText(paper.metadata, field);
                const has = field in paper.metadata && !left.includes(paper.id);
                return (
                  <label key={paper.id} className={classes.value} data-chosen={source === paper.id || undefined}>
                    <input
                      type="radio"
                      name={`${id}-${field}`}
                      aria-label={`Paper ${number + 1}: ${text || 'nothing'}`}
                      disabled={!canMerge || !has}
                      checked={source === paper.id}
                      onChange={() => setFields({ ...fields, [field]: paper.id })}
                    />
                    <span className={classes.text}>{text || '–'}</span>
                  </label>
                );
              })}
            </div>
          </fieldset>
        );
      })}
      {group.differing.length === 0 && (
        <Text size="sm" c="dimmed" mt="sm">
          Nothing differs in what is said of them.
        </Text>
      )}
      {canMerge && (
        <Row gap="sm" mt="md">
          <Button loading={busy} disabled={busyPaper} onClick={() => void run(() => onMerge(choice))}>
            {papers.length > 2 ? `Merge ${papers.length} papers` : 'Merge'}
          </Button>
          <Button variant="default" disabled={busy} onClick={() => void run(onDifferent)}>
            Not duplicates
          </Button>
          <Text size="xs" c="dimmed" className={classes.hint}>
            {busyPaper
              ? 'A paper here is still being processed. Merge once that has finished.'
              : 'Annotations, threads, files, notes, tags and collections of all are kept. Guests of any of them see the merged paper.'}
          </Text>
        </Row>
      )}
    </Paper>
  );
}

// One file in the uploads panel.
import { Button, Progress, Text } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { memo } from 'react';
import { bytes } from '../../ui/bytes';
import type { Entry } from './entry';
import classes from './Uploads.module.css';
import { uploads } from './uploads';

function words({ stage, sent, size, sentence }: Entry): string {
  switch (stage) {
    case 'hashing':
      return `${bytes(size)}, checking for duplicates`;
    case 'waiting':
    case 'ready':
      return `${bytes(size)}, waiting`;
    case 'sending':
      return sent >= size && size > 0 ? 'Saving' : `${bytes(sent)} of ${bytes(size)}`;
    case 'paused':
      return `Paused at ${bytes(sent)} of ${bytes(size)}`;
    case 'done':
      return sentence ?? `${bytes(size)}, uploaded`;
    case 'here':
      return sentence ?? 'Already here';
    default:
      return sentence ?? 'Upload failed.';
  }
}

export const UploadLine = memo(function UploadLine({ entry }: { entry: Entry }) {
  const { id, stage, paper, team, path } = entry;
  const wrong = stage === 'failed' || stage === 'refused';
  const name = entry.file.name;
  return (
    <div className={classes.line} data-stage={stage}>
      <div className={classes.lineText}>
        <Text size="sm" truncate title={path}>
          {name}
        </Text>
        <Text
          size="xs"
          lh={1.25}
          lineClamp={wrong ? 2 : 1}
          c={wrong ? 'var(--mantine-color-error)' : 'dimmed'}
          title={words(entry)}
        >
          {words(entry)}
        </Text>
        {(stage === 'sending' || stage === 'paused') && (
          <Progress
            size={3}
            mt={3}
            value={entry.size ? (100 * entry.sent) / entry.size : 0}
            aria-label={`Progress of ${name}`}
            color={stage === 'paused' ? 'gray' : 'lamp'}
          />
        )}
      </div>
      <div className={classes.lineActions}>
        {['waiting', 'hashing', 'ready', 'sending'].includes(stage) && (
          <Small label="Pause" name={name} onClick={() => uploads.pause(id)} />
        )}
        {stage === 'paused' && <Small label="Resume" name={name} onClick={() => uploads.resume(id)} />}
        {wrong && <Small label="Retry" name={name} onClick={() => uploads.resume(id)} />}
        {paper && (stage === 'done' || stage === 'here') && (
          <Button
            size="compact-xs"
            variant="subtle"
            renderRoot={(props) => <Link to="/t/$team/papers/$paper" params={{ team: team.slug, paper }} {...props} />}
          >
            Open<span className="sk-heard"> {name}</span>
          </Button>
        )}
        {stage !== 'done' && stage !== 'here' && (
          <Small label={stage === 'refused' ? 'Dismiss' : 'Cancel'} name={name} onClick={() => uploads.cancel(id)} />
        )}
      </div>
    </div>
  );
});

function Small({ label, name, onClick }: { label: string; name: string; onClick: () => void }) {
  return (
    <Button size="compact-xs" variant="subtle" onClick={onClick}>
      {label}
      <span className="sk-heard"> {name}</span>
    </Button>
  );
}

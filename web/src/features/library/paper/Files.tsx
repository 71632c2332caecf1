// The files of a paper: name, size, pages, and ways to read or keep them.
import { Anchor, Badge, Button, Group, Stack, Text } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import type { Paper, Team } from '../../../api/schemas';
import { bytes } from '../../../ui/bytes';
import { FileTools } from './FileTools';
import { kindText } from './fileKinds';
import { NewVersion } from './NewVersion';

export function Files({ team, paper }: { team: Team; paper: Paper }) {
  return (
    <Stack component="ul" gap="md" p={0} m={0} style={{ listStyle: 'none' }}>
      {paper.files.map((file, place) => (
        <Group component="li" key={file.id} justify="space-between" maw={860}>
          <div style={{ minWidth: 0, flex: '1 1 260px' }}>
            <Anchor
              renderRoot={(props) => (
                <Link
                  to="/t/$team/papers/$paper/read/$file"
                  params={{ team: team.slug, paper: paper.id, file: file.id }}
                  {...props}
                />
              )}
            >
              {file.name}
            </Anchor>{' '}
            {place === 0 && paper.files.length > 1 && (
              <Badge variant="light" size="sm" tt="none">
                Main file
              </Badge>
            )}
            <Text size="sm" c="dimmed">
              {[
                file.kind === 'article' ? '' : kindText(file.kind),
                bytes(file.size),
                file.pages ? (file.pages === 1 ? '1 page' : `${file.pages} pages`) : '',
                file.encrypted ? 'protected' : '',
                file.parser ? `extracted with ${file.parser}` : '',
              ]
                .filter(Boolean)
                .join(' · ')}
            </Text>
            {file.reason && (
              <Text size="sm" c="var(--mantine-color-error)">
                {file.reason}
              </Text>
            )}
          </div>
          {paper.can.includes('edit') && <FileTools team={team} paper={paper} file={file} main={place === 0} />}
          <Button component="a" href={`${file.content}?download=1`} download variant="default" size="xs">
            Download
          </Button>
        </Group>
      ))}
      {paper.can.includes('edit') && (
        <li>
          <NewVersion team={team} paper={paper} />
        </li>
      )}
    </Stack>
  );
}

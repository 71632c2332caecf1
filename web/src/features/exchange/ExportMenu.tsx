// What one can take away: the PDF as it came, the PDF with annotations in it, and annotations alone.
import { ActionIcon, Menu, Tooltip } from '@mantine/core';
import { useState } from 'react';
import { address } from '../../api/client';
import { DownloadIcon } from '../../ui/icons';

interface Props {
  team: string;
  paper: string;
  file: string;
}

export function ExportMenu({ team, paper, file }: Props) {
  const content = (query: { annotations?: boolean } = {}) =>
    address('/api/teams/{team}/files/{file_id}/content', {
      path: { team, file_id: file },
      query: { download: true, ...query },
    });
  const annotations = (format: 'markdown' | 'csv' | 'w3c') =>
    address('/api/teams/{team}/papers/{paper_id}/annotations', {
      path: { team, paper_id: paper },
      query: { format, file },
    });
  const [opened, setOpened] = useState(false);
  const entries = [
    { name: 'PDF', href: content() },
    { name: 'PDF with annotations', href: content({ annotations: true }) },
    { name: 'Annotations as Markdown', href: annotations('markdown') },
    { name: 'Annotations as a table (CSV)', href: annotations('csv') },
    { name: 'Annotations as W3C JSON-LD', href: annotations('w3c') },
  ];
  return (
    <Menu position="bottom-end" opened={opened} onChange={setOpened}>
      <Tooltip label="Download and export" disabled={opened}>
        <Menu.Target>
          <ActionIcon size="lg" variant="subtle" color="gray" aria-label="Download and export">
            <DownloadIcon />
          </ActionIcon>
        </Menu.Target>
      </Tooltip>
      <Menu.Dropdown>
        {entries.map(({ name, href }) => (
          <Menu.Item key={name} component="a" href={href} download>
            {name}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}

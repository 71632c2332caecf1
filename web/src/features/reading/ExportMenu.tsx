// What one can take away: the PDF as it came, the PDF with annotations in it, and annotations alone.
import { ActionIcon, Menu, Tooltip } from '@mantine/core';
import { address } from '../../api/client';
import { DownloadIcon } from './icons';

interface Props {
  team: string;
  paper: string;
  file: string;
}

export function ExportMenu({ team, paper, file }: Props) {
  const content = `/teams/${team}/files/${file}/content`;
  const annotations = (format: string) => address(`/teams/${team}/papers/${paper}/annotations`, { format, file });
  const entries = [
    { name: 'PDF', href: address(content, { download: true }) },
    { name: 'PDF with annotations', href: address(content, { download: true, annotations: true }) },
    { name: 'Annotations as Markdown', href: annotations('markdown') },
    { name: 'Annotations as a table (CSV)', href: annotations('csv') },
    { name: 'Annotations as W3C JSON-LD', href: annotations('w3c') },
  ];
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <Tooltip label="Download and export">
          <ActionIcon size="lg" variant="subtle" color="gray" aria-label="Download and export"><DownloadIcon /></ActionIcon>
        </Tooltip>
      </Menu.Target>
      <Menu.Dropdown>
        {entries.map(({ name, href }) => <Menu.Item key={name} component="a" href={href} download>{name}</Menu.Item>)}
      </Menu.Dropdown>
    </Menu>
  );
}

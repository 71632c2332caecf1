// How works come in from the browser: a bookmark that hands over the page one has open.
import { Anchor, Button, Group, List, Stack, Text } from '@mantine/core';
import { Dialog } from '../../ui/Dialog';
import { bookmarklet } from './capture';

// React refuses addresses that are code. This one never runs here: it is dragged away, and our policy forbids it.
function setAddress(link: HTMLAnchorElement | null) {
  link?.setAttribute('href', bookmarklet(window.location.origin));
}

export function FromBrowser({ onClose }: { onClose: () => void }) {
  return (
    <Dialog opened onClose={onClose} title="From the browser" size="md">
      <Stack>
        <List type="ordered" size="sm" spacing="xs">
          <List.Item>Show the bookmarks bar (Ctrl+Shift+B, on a Mac ⌘⇧B).</List.Item>
          <List.Item>
            Drag this link to it:{' '}
            <Anchor ref={setAddress} fw={600} onClick={(event) => event.preventDefault()}>
              Save to ScrollKeeper
            </Anchor>
          </List.Item>
          <List.Item>On the page of an article, book or dataset, click the bookmark.</List.Item>
        </List>
        <Text size="sm" c="dimmed">
          A small window opens, shows what the page says of the work, and saves it where you choose. The bookmark sends
          the page’s address and its description of the work to ScrollKeeper, and only when you click it.
        </Text>
        <Group justify="flex-end">
          <Button onClick={onClose}>Close</Button>
        </Group>
      </Stack>
    </Dialog>
  );
}

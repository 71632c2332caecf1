// Ten recovery codes, shown this once: to be downloaded, copied or written down.
import { Button, Code, CopyButton, Group, SimpleGrid, Stack, Text } from '@mantine/core';
import { useMe } from '../../api/me';
import { Dialog } from '../../ui/Dialog';
import { save } from '../../ui/save';

export function RecoveryCodes({ codes, onClose }: { codes: string[]; onClose: () => void }) {
  const { person } = useMe();
  const text = `ScrollKeeper recovery codes of ${person.email}\nEach is good for one sign-in.\n\n${codes.join('\n')}\n`;
  return (
    <Dialog opened={codes.length > 0} onClose={onClose} title="Save your recovery codes" size="lg">
      <Stack>
        <Text size="sm">
          If you lose your phone or security key, use one of these to sign in. Each works once. They won’t be shown
          again, so keep them somewhere safe.
        </Text>
        <SimpleGrid
          cols={{ base: 1, sm: 2 }}
          spacing="xs"
          verticalSpacing="xs"
          component="ul"
          aria-label="Recovery codes"
          style={{ listStyle: 'none', padding: 0, margin: 0 }}
        >
          {codes.map((code) => (
            <li key={code}>
              <Code fz="sm" block ta="center">
                {code}
              </Code>
            </li>
          ))}
        </SimpleGrid>
        <Group justify="flex-end">
          <CopyButton value={text}>
            {({ copied, copy }) => (
              <Button variant="default" onClick={copy}>
                {copied ? 'Copied' : 'Copy'}
              </Button>
            )}
          </CopyButton>
          <Button variant="default" onClick={() => save('scrollkeeper-recovery-codes.txt', text, 'text/plain')}>
            Download
          </Button>
          <Button onClick={onClose}>I’ve saved them</Button>
        </Group>
      </Stack>
    </Dialog>
  );
}

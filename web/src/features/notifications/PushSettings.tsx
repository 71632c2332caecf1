// News on this device while no window is open: on or off, why not, and the other browsers where it is on.
import { Button, Group, Skeleton, Stack, Text } from '@mantine/core';
import { sentence } from '../../api/problem';
import type { Schemas } from '../../api/schemas';
import { Section } from '../../ui/Section';
import { ago, exactly } from '../../ui/time';
import { usePush } from './usePush';

const INTRO =
  'This browser can show your news while no window of ScrollKeeper is open: what you chose below, encrypted. Its maker’s push service carries it, and sees when there is news, but not what it says.';

export function PushSettings() {
  const push = usePush();
  return (
    <Section title="On this device" intro={INTRO}>
      <Stack mt="md" gap="md">
        {push.error && <Text role="alert">{sentence(push.error)}</Text>}
        {!push.ready && !push.error && <Skeleton h={36} />}
        {push.ready && <Here push={push} />}
        {push.others.length > 0 && <Others push={push} />}
      </Stack>
    </Section>
  );
}

type Known = ReturnType<typeof usePush>;

function Here({ push }: { push: Known }) {
  const { key, current } = push;
  if (!key) return <Text size="sm">Whoever hosts this ScrollKeeper has turned notifications in browsers off.</Text>;
  if (push.ability === 'no') return <Text size="sm">{whyNot()}</Text>;
  if (push.ability === 'blocked')
    return (
      <Text size="sm">
        This browser blocks notifications of ScrollKeeper. Open what stands left of the address (a lock or sliders),
        allow notifications, and come back here.
      </Text>
    );
  if (!current)
    return (
      <Group justify="space-between" gap="sm">
        <Text size="sm">Off in this browser.</Text>
        <Button loading={push.turnOn.isPending} onClick={() => push.turnOn.mutate(key)}>
          Turn on
        </Button>
      </Group>
    );
  return (
    <Group justify="space-between" gap="sm">
      <div>
        <Text size="sm" fw={500}>
          On in this browser, until you sign out.
        </Text>
        <Failing one={current} />
      </div>
      <Group gap="xs">
        <Button variant="default" loading={push.test.isPending} onClick={() => push.test.mutate(current.id)}>
          Send a test
        </Button>
        <Button variant="default" loading={push.turnOff.isPending} onClick={() => push.turnOff.mutate(current.id)}>
          Turn off
        </Button>
      </Group>
    </Group>
  );
}

function whyNot(): string {
  if (!window.isSecureContext) return 'Browsers show news only of pages with a safe connection (https).';
  if (/iPhone|iPad/.test(navigator.userAgent))
    return 'On an iPhone or iPad, first put ScrollKeeper on the home screen (Share, then “Add to Home Screen”), open it from there, and turn it on here.';
  return 'This browser cannot show news while no window is open. In a private window it may not be able to either.';
}

function Failing({ one }: { one: Schemas['BrowserOut'] }) {
  if (!one.reason) return null;
  return (
    <Text size="xs" role="status">
      The last message did not arrive: {one.reason}
    </Text>
  );
}

function Others({ push }: { push: Known }) {
  return (
    <div>
      <Text size="sm" fw={600} component="h3" id="other-browsers">
        Your other browsers
      </Text>
      <Stack
        component="ul"
        gap="xs"
        mt="xs"
        mb={0}
        style={{ listStyle: 'none', padding: 0 }}
        aria-labelledby="other-browsers"
      >
        {push.others.map((one) => (
          <Group component="li" key={one.id} justify="space-between" gap="xs">
            <div style={{ flex: '1 1 10rem' }}>
              <Text size="sm" fw={500}>
                {one.device}
              </Text>
              <Text size="xs" c="dimmed">
                <span title={exactly(one.created_at)}>turned on {ago(one.created_at)}</span>,{' '}
                {one.last_sent_at ? (
                  <span title={exactly(one.last_sent_at)}>last told {ago(one.last_sent_at)}</span>
                ) : (
                  'told nothing yet'
                )}
              </Text>
              <Failing one={one} />
            </div>
            <Button
              variant="default"
              size="xs"
              aria-label={`Remove ${one.device}`}
              loading={push.remove.isPending && push.remove.variables === one.id}
              onClick={() => push.remove.mutate(one.id)}
            >
              Remove
            </Button>
          </Group>
        ))}
      </Stack>
    </div>
  );
}

// News on this device while no window is open: on or off, why not, and the other browsers where it is on.
import { Button, Group, Skeleton, Stack, Text } from '@mantine/core';
import { sentence } from '../../api/problem';
import type { Schemas } from '../../api/schemas';
import { Section } from '../../ui/Section';
import { Ago } from '../../ui/Ago';
import { exactly } from '../../ui/time';
import { usePush } from './usePush';

const INTRO =
  'Get push notifications when ScrollKeeper is closed. They are encrypted; the browser vendor sees when one is sent, not what it says.';

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
  if (!key) return <Text size="sm">Push notifications are turned off on this server.</Text>;
  if (push.ability === 'no') return <Text size="sm">{whyNot()}</Text>;
  if (push.ability === 'blocked')
    return (
      <Text size="sm">
        This browser is blocking notifications from ScrollKeeper. Click the icon to the left of the address, allow
        notifications, and come back here.
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
          Send test
        </Button>
        <Button variant="default" loading={push.turnOff.isPending} onClick={() => push.turnOff.mutate(current.id)}>
          Turn off
        </Button>
      </Group>
    </Group>
  );
}

function whyNot(): string {
  if (!window.isSecureContext) return 'Push notifications need a secure connection (https).';
  if (/iPhone|iPad/.test(navigator.userAgent))
    return 'On an iPhone or iPad, first add ScrollKeeper to the Home Screen (Share, then “Add to Home Screen”), open it from there, and turn this on.';
  return 'This browser doesn’t support push notifications. They may also be unavailable in private windows.';
}

function Failing({ one }: { one: Schemas['BrowserOut'] }) {
  if (!one.reason) return null;
  return (
    <Text size="xs" role="status">
      The last notification wasn’t delivered: {one.reason}
    </Text>
  );
}

function Others({ push }: { push: Known }) {
  return (
    <div>
      <Text size="sm" fw={600} component="h3" id="other-browsers">
        Other browsers
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
                <span title={exactly(one.created_at)}>
                  turned on <Ago at={one.created_at} />
                </span>
                ,{' '}
                {one.last_sent_at ? (
                  <span title={exactly(one.last_sent_at)}>
                    last notified <Ago at={one.last_sent_at} />
                  </span>
                ) : (
                  'no notifications yet'
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

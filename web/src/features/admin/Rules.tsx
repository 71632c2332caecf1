// The settings in force, and first of them who may make an account here.
import { Code, Skeleton, Stack, Switch, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { api } from '../../api/client';
import { keys } from '../../api/keys';
import { sentence } from '../../api/problem';
import type { Schemas } from '../../api/schemas';
import { Section } from '../../ui/Section';
import rows from '../../ui/Rows.module.css';
import classes from './Admin.module.css';

function inWords({ open_to: openTo, domains }: Schemas['SignUpOut']): string {
  if (openTo === 'everyone') return 'Anyone who can open this page can create an account.';
  if (openTo === 'invited') return 'Only people invited to a team can create an account.';
  return `People with a confirmed address at ${domains.join(', ')}, or invited to a team, can create an account.`;
}

export function Rules() {
  const [all, setAll] = useState(false);
  const rule = useQuery({ queryKey: keys.signUp, queryFn: ({ signal }) => api.get('/api/sign-up', { signal }) });
  const settings = useQuery({
    queryKey: keys.adminPart('settings'),
    queryFn: ({ signal }) => api.get('/api/admin/settings', { signal }),
  });
  const shown = settings.data?.filter((one) => all || one.is_set);
  return (
    <Stack gap="lg">
      <Section title="Sign-up">
        {rule.data ? <Text mt="sm">{inWords(rule.data)}</Text> : <Skeleton h={24} mt="sm" />}
        <Text size="sm" c="dimmed" mt="xs">
          Set <Code>SCROLLKEEPER_SIGN_UP</Code> to <Code>open</Code>, <Code>invitation</Code>, or domains such as{' '}
          <Code>uni.example,lab.example</Code>, and restart ScrollKeeper.
        </Text>
        {rule.data && !rule.data.mail && (
          <Text size="sm" mt="xs">
            No email is sent, because <Code>MAIL_URL</Code> isn’t set. Confirmation and password reset links are printed
            by <Code>scrollkeeper serve</Code>.
          </Text>
        )}
      </Section>
      <Section
        title="Current settings"
        intro="Read from the environment or a .env file when ScrollKeeper starts. Secrets aren’t shown."
      >
        <Switch
          mt="md"
          label="Include defaults"
          checked={all}
          onChange={(event) => setAll(event.currentTarget.checked)}
        />
        {settings.error && (
          <Text role="alert" mt="md">
            {sentence(settings.error)}
          </Text>
        )}
        {settings.isPending && <Skeleton h={80} mt="md" />}
        {shown?.length === 0 && (
          <Text size="sm" c="dimmed" mt="md">
            All settings have their default values.
          </Text>
        )}
        <ul className={rows.list}>
          {shown?.map((one) => (
            <li key={one.name} className={rows.line}>
              <div className={rows.what}>
                <div className={classes.value}>
                  <b>{one.name}</b>
                  {one.value !== '' && ` = ${one.value}`}
                </div>
                <Text size="xs" c="dimmed">
                  {one.about.replaceAll('`', '')}
                </Text>
              </div>
            </li>
          ))}
        </ul>
      </Section>
    </Stack>
  );
}

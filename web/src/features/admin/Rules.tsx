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
  if (openTo === 'everyone') return 'Everybody who finds this page can make an account.';
  if (openTo === 'invited') return 'Accounts are made by those who were invited to a team, and by nobody else.';
  return `Accounts are made with addresses of ${domains.join(', ')}, once they are confirmed, and by those who were invited to a team.`;
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
          <Code>uni.example,lab.example</Code>, and start ScrollKeeper again.
        </Text>
        {rule.data && !rule.data.mail && (
          <Text size="sm" mt="xs">
            No letters are sent, since <Code>MAIL_URL</Code> is not set: links to confirm addresses and to replace
            passwords are printed by <Code>scrollkeeper serve</Code>.
          </Text>
        )}
      </Section>
      <Section
        title="Settings in force"
        intro="They are read from the environment, or a file .env, when ScrollKeeper starts. Secrets are not shown."
      >
        <Switch
          mt="md"
          label="Show those that nobody set, too"
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
            None was set.
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

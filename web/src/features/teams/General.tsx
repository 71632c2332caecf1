// Name, address, picture, who may invite, requests to join; and the end of the team.
import { Button, Group, NativeSelect, Skeleton, Stack, Switch, Text, TextInput } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useState, type FormEvent } from 'react';
import { Problem, sentence } from '../../api/problem';
import type { Team, TeamDetail } from '../../api/schemas';
import { Section } from '../../ui/Section';
import { Ending } from './Ending';
import { Links } from '../../ui/Links';
import { Picture } from './Picture';
import { SecondFactor } from './SecondFactor';
import { useTeamChange, useTeamDetail, type TeamChange } from './useTeamDetail';

export function General({ team }: { team: Team }) {
  const detail = useTeamDetail(team);
  if (detail.isPending) return <Skeleton h={200} />;
  if (detail.error) return <Text role="alert">{sentence(detail.error)}</Text>;
  return (
    <Stack gap="lg">
      {team.can.includes('edit') && (
        <>
          <NameAndAddress key={`${detail.data.name} ${detail.data.slug}`} team={team} detail={detail.data} />
          <Picture team={team} />
          <Joining team={team} detail={detail.data} />
          <SecondFactor team={team} detail={detail.data} />
        </>
      )}
      <Ending team={team} detail={detail.data} />
    </Stack>
  );
}

function NameAndAddress({ team, detail }: { team: Team; detail: TeamDetail }) {
  const [name, setName] = useState(detail.name);
  const [slug, setSlug] = useState(detail.slug);
  const change = useTeamChange(team);
  const problem = change.error instanceof Problem ? change.error : null;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const changes: TeamChange = {
      ...(name.trim() !== detail.name ? { name: name.trim() } : {}),
      ...(slug !== detail.slug ? { slug } : {}),
    };
    change.mutate(changes, { onSuccess: () => notifications.show({ message: 'Saved.' }) });
  };
  const changed = name.trim() !== detail.name || slug !== detail.slug;
  return (
    <Section title="Name and address">
      <form onSubmit={submit}>
        <Stack mt="md">
          <TextInput
            label="Name"
            maxLength={200}
            value={name}
            onChange={(event) => setName(event.currentTarget.value)}
            error={problem?.field('name') ?? (problem && !problem.field('slug') ? problem.message : undefined)}
          />
          <TextInput
            label="Address"
            description={`${window.location.host}/t/${slug || '…'}. Links to the old address still work.`}
            maxLength={48}
            value={slug}
            onChange={(event) => setSlug(event.currentTarget.value.toLowerCase())}
            error={problem?.field('slug')}
          />
          <Group justify="flex-end">
            <Button type="submit" loading={change.isPending} disabled={!changed || !name.trim() || !slug}>
              Save
            </Button>
          </Group>
        </Stack>
      </form>
    </Section>
  );
}

function Joining({ team, detail }: { team: Team; detail: TeamDetail }) {
  const change = useTeamChange(team);
  const set = (value: TeamChange) =>
    change.mutate(value, {
      onError: (error) => notifications.show({ color: 'red', title: 'Couldn’t save', message: sentence(error) }),
    });
  return (
    <Section title="Joining">
      <Stack mt="md">
        <NativeSelect
          label="Who may invite"
          description="You can’t assign a role higher than your own."
          value={detail.inviters}
          onChange={(event) => set({ inviters: event.currentTarget.value as TeamDetail['inviters'] })}
          data={[
            { value: 'admins', label: 'Owners and admins' },
            { value: 'editors', label: 'Editors and above' },
            { value: 'members', label: 'Every member' },
          ]}
        />
        <Switch
          label="Look up identifiers"
          description="DOIs, ISBNs and the like that people enter are sent to Crossref, DataCite, arXiv, PubMed and Open Library."
          checked={detail.lookups}
          onChange={(event) => set({ lookups: event.currentTarget.checked })}
        />
        <Switch
          label="Allow join requests"
          description="Anyone with the link below can ask to join. Admins decide."
          checked={detail.takes_requests}
          onChange={(event) => set({ takes_requests: event.currentTarget.checked })}
        />
        {detail.takes_requests && (
          <>
            <NativeSelect
              label="Default role"
              value={detail.default_role}
              onChange={(event) => set({ default_role: event.currentTarget.value as TeamDetail['default_role'] })}
              data={[
                { value: 'reader', label: 'Reader' },
                { value: 'commenter', label: 'Commenter' },
                { value: 'editor', label: 'Editor' },
              ]}
            />
            <Links
              secret={false}
              links={[
                { id: 'join', name: 'Link to request access', link: `${window.location.origin}/join/${detail.slug}` },
              ]}
            />
          </>
        )}
      </Stack>
    </Section>
  );
}

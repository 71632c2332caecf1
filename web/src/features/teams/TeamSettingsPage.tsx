// A team's people and settings, in parts that one may see.
import { Container, Title } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import type { ComponentType } from 'react';
import type { Team } from '../../api/schemas';
import { NotFound } from '../../ui/NotFound';
import { usePageTitle } from '../../ui/usePageTitle';
import { AuditLog } from './AuditLog';
import { General } from './General';
import { Invitations } from './Invitations';
import { Members } from './Members';
import { Storage } from './Storage';
import parts from '../../ui/Parts.module.css';

export interface Part {
  name: string;
  title: string;
  needs: string[];
  Page: ComponentType<{ team: Team }>;
}

const PARTS: Part[] = [
  { name: 'members', title: 'Members', needs: ['members'], Page: Members },
  { name: 'invitations', title: 'Invitations', needs: ['invite', 'invite_guests'], Page: Invitations },
  { name: 'general', title: 'Settings', needs: ['edit', 'archive', 'delete'], Page: General },
  { name: 'storage', title: 'Storage', needs: ['see'], Page: Storage },
  { name: 'audit', title: 'Audit log', needs: ['audit'], Page: AuditLog },
];

interface Props {
  team: Team;
  part: string;
  /** Parts of other features, after the general settings. */
  more: Part[];
}

export function TeamSettingsPage({ team, part, more }: Props) {
  const seen = [...PARTS.slice(0, 3), ...more, ...PARTS.slice(3)].filter((one) =>
    one.needs.some((ability) => team.can.includes(ability)),
  );
  const shown = seen.find((one) => one.name === part);
  usePageTitle(shown && `${shown.title} of ${team.name}`);
  if (!shown) return <NotFound />;
  return (
    <Container size="md" py="xl">
      <Title order={1} size="h2" lineClamp={2}>
        {team.name}
      </Title>
      <nav aria-label="Team settings" className={parts.parts}>
        {seen.map((one) => (
          <Link
            key={one.name}
            to="/t/$team/settings/$part"
            params={{ team: team.slug, part: one.name }}
            className={parts.part}
            activeProps={{ 'aria-current': 'page' }}
          >
            {one.title}
          </Link>
        ))}
        {team.can.includes('webhooks') && (
          <Link to="/t/$team/webhooks" params={{ team: team.slug }} className={parts.part}>
            Webhooks
          </Link>
        )}
      </nav>
      <shown.Page team={team} />
    </Container>
  );
}

// Administration of the instance, in parts; for others there is nothing here.
import { Container, Title } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import type { ComponentType } from 'react';
import { useMe } from '../../api/me';
import { NotFound } from '../../ui/NotFound';
import { usePageTitle } from '../../ui/usePageTitle';
import parts from '../../ui/Parts.module.css';
import type { Asked } from './asked';
import { Bans } from './Bans';
import { InstanceLog } from './InstanceLog';
import { Jobs } from './Jobs';
import { People } from './People';
import { Rules } from './Rules';
import { Teams } from './Teams';
import { UsageOfAll } from './UsageOfAll';

const PARTS: { name: string; title: string; Page: ComponentType<{ asked: Asked }> }[] = [
  { name: 'people', title: 'People', Page: People },
  { name: 'teams', title: 'Teams', Page: Teams },
  { name: 'usage', title: 'Usage', Page: UsageOfAll },
  { name: 'jobs', title: 'Jobs', Page: Jobs },
  { name: 'bans', title: 'Bans', Page: Bans },
  { name: 'settings', title: 'Settings', Page: Rules },
  { name: 'log', title: 'Audit log', Page: InstanceLog },
];

export function AdminPage({ part, asked }: { part: string; asked: Asked }) {
  const { person } = useMe();
  const shown = PARTS.find((one) => one.name === part);
  usePageTitle(shown && `${shown.title} · Administration`);
  if (!shown || !person.is_admin) return <NotFound />;
  return (
    <Container size="md" py="xl">
      <Title order={1} size="h2">
        Administration
      </Title>
      <nav aria-label="Administration" className={parts.parts}>
        {PARTS.map((one) => (
          <Link
            key={one.name}
            to="/admin/$part"
            params={{ part: one.name }}
            search={{}}
            className={parts.part}
            activeProps={{ 'aria-current': 'page' }}
            activeOptions={{ includeSearch: false }}
          >
            {one.title}
          </Link>
        ))}
      </nav>
      <shown.Page asked={asked} />
    </Container>
  );
}

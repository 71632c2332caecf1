// Who sees an annotation; its author changes it here.
import { Badge, Menu, UnstyledButton } from '@mantine/core';
import type { Annotation } from '../../api/schemas';
import { useAnnotating } from './Annotating';
import { useAnnotationActions } from './useAnnotationActions';

function said(annotation: Annotation): string {
  if (annotation.visibility === 'team') return 'Team';
  if (annotation.visibility === 'me') return 'Only you';
  const [first] = annotation.people;
  if (!first) return 'No one else yet';
  return annotation.people.length > 1 ? `${first.name} and ${annotation.people.length - 1} more` : first.name;
}

export function VisibilityChip({ annotation }: { annotation: Annotation }) {
  const { ask } = useAnnotating();
  const { change } = useAnnotationActions();
  const names = annotation.people.map((one) => one.name).join(', ');
  const chip = (
    <Badge
      component="span"
      size="sm"
      variant="light"
      color="gray"
      tt="none"
      title={annotation.visibility === 'people' ? names : undefined}
    >
      {said(annotation)}
    </Badge>
  );
  if (!annotation.can.includes('edit')) return annotation.visibility === 'team' ? null : chip;
  const share = (visibility: 'me' | 'team') => void change(annotation, { visibility });
  return (
    <Menu position="bottom-start">
      <Menu.Target>
        <UnstyledButton aria-label={`Visible to: ${said(annotation)}. Change`}>{chip}</UnstyledButton>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item onClick={() => share('team')}>The team</Menu.Item>
        <Menu.Item onClick={() => ask({ what: 'seers', annotation })}>Specific people…</Menu.Item>
        <Menu.Item onClick={() => share('me')}>Only you</Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}

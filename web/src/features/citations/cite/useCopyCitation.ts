// ⌘⇧C: the citation in the style one cites in, without a look at it first.
import { notifications } from '@mantine/notifications';
import { useQueryClient } from '@tanstack/react-query';
import { sentence } from '../../../api/problem';
import type { Team } from '../../../api/schemas';
import { copyRich } from './copying';
import { bibliographyOf, chosenStyle, type Form } from './useCiting';

export function useCopyCitation(team: Team) {
  const client = useQueryClient();
  return async (papers: string[]) => {
    const chosen = client.ensureQueryData(chosenStyle);
    const citation = async (form: Form) =>
      (await client.fetchQuery(bibliographyOf(team, papers, await chosen, form))).citation;
    try {
      await copyRich(citation('html'), citation('text'));
      notifications.show({ message: 'Citation copied.' });
    } catch (error) {
      notifications.show({ color: 'red', title: 'Couldn’t copy', message: sentence(error) });
    }
  };
}

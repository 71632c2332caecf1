// Copies references as BibTeX.
import { notifications } from '@mantine/notifications';
import { useMutation } from '@tanstack/react-query';
import { api } from '../../api/client';
import { sentence } from '../../api/problem';
import type { Team } from '../../api/schemas';

export function useCopyBibtex(team: Team) {
  return useMutation({
    mutationFn: async (papers: string[]) => {
      const text = await api.text('/api/teams/{team}/export', {
        params: { path: { team: team.id }, query: { format: 'bibtex', papers } },
      });
      await navigator.clipboard.writeText(text);
    },
    onSuccess: () => notifications.show({ message: 'BibTeX copied.' }),
    onError: (error) => notifications.show({ color: 'red', message: sentence(error) }),
  });
}

// An annotation carried elsewhere: its quote with the citation, its address.
import { notifications } from '@mantine/notifications';
import { useQueryClient } from '@tanstack/react-query';
import { keys } from '../../api/keys';
import type { Annotation, Paper } from '../../api/schemas';
import { useColors } from './useColors';
import { useOpenFile } from '../../viewer/openFile';
import { citedQuote, familyNames, quoteOf, yearOf } from '../../viewer/wording';

async function copy(text: string, said: string): Promise<void> {
  try {
    await navigator.clipboard.writeText(text);
    notifications.show({ message: said });
  } catch {
    // Browsers refuse outside of https; then at least it can be copied from here.
    notifications.show({ autoClose: false, title: 'Copy this text', message: text });
  }
}

export function useSharing(annotation: Annotation) {
  const client = useQueryClient();
  const { team, paper } = useOpenFile();
  const { meanings } = useColors(team.id);
  const address = `${window.location.origin}/t/${team.slug}/papers/${paper}/read/${annotation.file}?annotation=${annotation.id}`;

  return {
    meanings,
    copyLink: () => copy(address, 'Link copied.'),
    copyQuote: () => {
      const csl = client.getQueryData<Paper>(keys.paper(team.id, paper))?.metadata ?? {};
      return copy(
        citedQuote(
          quoteOf(annotation) ?? '',
          { authors: familyNames(csl), year: yearOf(csl) },
          annotation.page,
          address,
        ),
        'Quote copied.',
      );
    },
  };
}

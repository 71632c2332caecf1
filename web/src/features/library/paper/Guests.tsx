// To whom outside the team this one paper is open, and invitations to it.
import { api } from '../../../api/client';
import { keys } from '../../../api/keys';
import type { Paper, Team } from '../../../api/schemas';
import { GuestsDialog } from '../../../ui/GuestsDialog';

export function Guests({ team, paper, onClose }: { team: Team; paper: Paper; onClose: () => void }) {
  const path = { team: team.id, paper_id: paper.id };
  return (
    <GuestsDialog
      title="Guests of this paper"
      explained={`Guests read this paper with its annotations and discussions, and see nothing else of ${team.name}.`}
      queryKey={keys.guests(team.id, paper.id)}
      ask={(signal) =>
        api.get('/api/teams/{team}/papers/{paper_id}/guests', { params: { path, query: { limit: 200 } }, signal })
      }
      invite={(emails) =>
        api.post('/api/teams/{team}/papers/{paper_id}/guests', { params: { path }, body: { emails } })
      }
      remove={(person) =>
        api.delete('/api/teams/{team}/papers/{paper_id}/guests/{person_id}', {
          params: { path: { ...path, person_id: person } },
        })
      }
      onClose={onClose}
    />
  );
}

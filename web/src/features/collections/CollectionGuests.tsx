// To whom outside the team a collection is open.
import { api } from '../../api/client';
import { keys } from '../../api/keys';
import type { Collection, Team } from '../../api/schemas';
import { GuestsDialog } from '../../ui/GuestsDialog';

export function CollectionGuests({
  team,
  collection,
  onClose,
}: {
  team: Team;
  collection: Collection;
  onClose: () => void;
}) {
  const path = { team: team.id, collection_id: collection.id };
  const address = '/api/teams/{team}/collections/{collection_id}/guests';
  return (
    <GuestsDialog
      title={`Guests of “${collection.name}”`}
      explained={`Guests read the papers in this collection and in those inside it, now and later, with their annotations and discussions. They see nothing else of ${team.name}.`}
      queryKey={keys.guests(team.id, collection.id)}
      ask={(signal) => api.get(address, { params: { path, query: { limit: 200 } }, signal })}
      invite={(emails) => api.post(address, { params: { path }, body: { emails } })}
      remove={(person) => api.delete(`${address}/{person_id}`, { params: { path: { ...path, person_id: person } } })}
      onClose={onClose}
    />
  );
}

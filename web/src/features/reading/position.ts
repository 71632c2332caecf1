// Where this person stopped reading: asked once, written a moment after they rest.
import { api } from '../../api/client';
import type { Schemas } from '../../api/schemas';
import type { Place } from '../../viewer/viewer';

const REST_MS = 1200;

export async function readPosition(team: string, file: string, signal: AbortSignal): Promise<Place | null> {
  try {
    const found = await api.get('/api/teams/{team}/files/{file_id}/position', {
      params: { path: { team, file_id: file } },
      signal,
    });
    const zoom = typeof found.zoom === 'number' && found.zoom > 0 ? found.zoom : null;
    return { page: found.page, y: found.y, zoom, rotation: found.rotation };
  } catch {
    return null; // Opening at the first page is better than not opening.
  }
}

/** Writes the newest place once nothing has moved for a second; `flush` writes it now. */
export class PositionWriter {
  private timer: number | undefined;
  private place: Place | undefined;

  constructor(
    private team: string,
    private file: string,
  ) {}

  moved(place: Place): void {
    this.place = place;
    window.clearTimeout(this.timer);
    this.timer = window.setTimeout(() => this.flush(), REST_MS);
  }

  flush(): void {
    window.clearTimeout(this.timer);
    if (!this.place) return;
    const body = { ...this.place, rotation: this.place.rotation as Schemas['PositionIn']['rotation'] };
    this.place = undefined;
    // Losing it costs a scroll, so a failure is not worth a message.
    api
      .put('/api/teams/{team}/files/{file_id}/position', {
        params: { path: { team: this.team, file_id: this.file } },
        body,
      })
      .catch(() => undefined);
  }
}

// The administration has a chunk of its own, since few people come here.
import { getRouteApi } from '@tanstack/react-router';
import { AdminPage } from '../features/admin/AdminPage';

const route = getRouteApi('/home/admin/$part');

export function AdminRoute() {
  return <AdminPage key={JSON.stringify(route.useSearch())} part={route.useParams().part} asked={route.useSearch()} />;
}

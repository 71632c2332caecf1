// The root of all addresses.
import { createRootRoute } from '@tanstack/react-router';
import { NotFound } from '../ui/NotFound';
import { Root } from './Root';

export const root = createRootRoute({ component: Root, notFoundComponent: NotFound });

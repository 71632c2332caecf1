// The way to the duplicates from the side of the library, with how many groups there are.
import { Link } from '@tanstack/react-router';
import type { Team } from '../../api/schemas';
import classes from './Duplicates.module.css';
import { useDuplicateCount } from './useDuplicates';

export function DuplicatesLink({ team }: { team: Team }) {
  const count = useDuplicateCount(team);
  return (
    <Link to="/t/$team/duplicates" params={{ team: team.slug }} search={{}} className={classes.link}>
      Duplicates
      {count > 0 && <span className={classes.count}>{count.toLocaleString()}</span>}
    </Link>
  );
}

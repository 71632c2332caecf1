// What an empty list says, and the way out of it: to the first papers, out of the filter, back to the library.
import { Button, Group, Text, Title } from '@mantine/core';
import classes from './Library.module.css';
import { useUploading } from '../../ui/uploading';

interface Props {
  filter: string;
  bin: boolean;
  check: boolean;
  tags: string[];
  /** A collection is shown, and not all papers. */
  collection: boolean;
  onClear: () => void;
}

export function EmptyLibrary({ filter, bin, check, collection, tags, onClear }: Props) {
  const { allowed, chooseFiles, chooseFolder } = useUploading();
  if (filter || bin || check) {
    return (
      <div className={classes.empty}>
        <Title order={2} size="h3">
          {filter ? 'No paper matches' : check ? 'Nothing needs checking' : 'Trash is empty'}
        </Title>
        <Text c="dimmed" maw={420}>
          {filter
            ? 'The filter looks at titles, authors, venues, years and file names, and understands author:curie, year:2015..2020, tag:draft, in:collection, is:unread and added:<30d. To search inside papers, use the search box at the top.'
            : check
              ? 'Papers appear here when ScrollKeeper isn’t sure it extracted a title, journal or other field correctly.'
              : 'Deleted papers stay here until you restore them.'}
        </Text>
        <Button variant="default" onClick={onClear}>
          {filter ? 'Clear filter' : 'Back to library'}
        </Button>
      </div>
    );
  }
  if (tags.length) {
    return (
      <div className={classes.empty}>
        <Title order={2} size="h3">
          No paper matches
        </Title>
        <Text c="dimmed" maw={420}>
          {tags.length === 1 ? `No paper here is tagged “${tags[0]}”.` : 'No paper here has these tags together.'}
        </Text>
        <Button variant="default" onClick={onClear}>
          Show all papers
        </Button>
      </div>
    );
  }
  if (collection) {
    return (
      <div className={classes.empty}>
        <Title order={2} size="h3">
          This collection is empty
        </Title>
        <Text c="dimmed" maw={420}>
          Drag papers onto it from the list of all papers, or select some there and choose “Add to collection”.
        </Text>
        <Button variant="default" onClick={onClear}>
          Show all papers
        </Button>
      </div>
    );
  }
  if (!allowed) {
    return (
      <div className={classes.empty}>
        <Title order={2} size="h3">
          No papers yet
        </Title>
        <Text c="dimmed" maw={420}>
          Papers that others add will appear here. You can read and search them.
        </Text>
      </div>
    );
  }
  return (
    <div className={classes.empty}>
      <svg width="96" height="84" viewBox="0 0 96 84" aria-hidden className={classes.drawing}>
        <path d="M8 16c14-7 28-6 40 3 12-9 26-10 40-3v54c-14-7-28-6-40 3-12-9-26-10-40-3z" />
        <path d="M48 19v54M18 28c7-2 14-1.500 20 2M18 40c7-2 14-1.500 20 2M18 52c7-2 14-1.500 20 2M78 28c-7-2-14-1.500-20 2M78 40c-7-2-14-1.500-20 2" />
      </svg>
      <Title order={2} size="h3">
        Drop a folder of PDFs here
      </Title>
      <Text c="dimmed" maw={440}>
        Anywhere on this page. Each paper uploads, is read, and becomes searchable while you watch; papers that are
        already here are detected and skipped.
      </Text>
      <Group justify="center">
        <Button onClick={chooseFolder}>Choose a folder</Button>
        <Button variant="default" onClick={chooseFiles}>
          Choose files
        </Button>
      </Group>
    </div>
  );
}

// The words of an annotation, while they are being written.
import { Button, Group, TagsInput, Text, Textarea } from '@mantine/core';
import { type KeyboardEvent, useState } from 'react';
import type { Annotation } from '../../api/schemas';
import { useBegun } from '../../ui/drafts';
import { useAnnotating } from './Annotating';
import { useAnnotationActions } from './useAnnotationActions';
import { useAnnotations } from './useAnnotations';

export function AnnotationEditor({ annotation }: { annotation: Annotation }) {
  const [began] = useState(annotation.comment);
  const [begun, keep, end] = useBegun(annotation.id, {
    comment: annotation.comment,
    alt: annotation.alt,
    tags: annotation.tags,
  });
  const { comment, alt, tags } = begun;
  const [saving, setSaving] = useState(false);
  const { change } = useAnnotationActions();
  const { annotations } = useAnnotations();
  const annotating = useAnnotating();
  const used = [...new Set(annotations.flatMap((one) => one.tags))].toSorted();
  async function stopEditing(one: Annotation, saved: boolean): Promise<void> {
    end();
    await annotating.stopEditing(one, saved);
  }
  async function save(): Promise<void> {
    setSaving(true);
    const done = await change(annotation, { comment, tags, ...(annotation.kind === 'area' ? { alt } : {}) });
    setSaving(false);
    if (done) await stopEditing(done, true);
  }
  const keyed = (event: KeyboardEvent) => {
    if (event.key === 'Escape') void stopEditing(annotation, false);
    if ((event.ctrlKey || event.metaKey) && event.key === 'Enter') void save();
  };
  return (
    <form
      style={{ marginTop: 8 }}
      aria-label="Edit annotation"
      onSubmit={(event) => {
        event.preventDefault();
        void save();
      }}
    >
      {annotation.kind === 'area' && (
        <Textarea
          size="xs"
          mb={6}
          autosize
          data-autofocus
          autoFocus
          minRows={1}
          maxRows={6}
          label="Description of the area, for screen readers"
          value={alt}
          onChange={(event) => keep({ ...begun, alt: event.currentTarget.value })}
          onKeyDown={keyed}
        />
      )}
      <Textarea
        size="xs"
        autosize
        autoFocus={annotation.kind !== 'area'}
        minRows={2}
        maxRows={12}
        aria-label="Comment"
        placeholder="Comment"
        value={comment}
        onChange={(event) => keep({ ...begun, comment: event.currentTarget.value })}
        onKeyDown={keyed}
      />
      <TagsInput
        size="xs"
        mt={6}
        aria-label="Tags"
        placeholder={tags.length ? '' : 'Tags'}
        data={used}
        value={tags}
        onChange={(next) => keep({ ...begun, tags: next })}
        maxTags={20}
        comboboxProps={{ withinPortal: false }}
      />
      {annotation.comment !== began && (
        <Text size="xs" mt={6} role="alert">
          Someone changed this to “{annotation.comment}” in the meantime. Saving will replace it.
        </Text>
      )}
      <Group gap="xs" mt={6}>
        <Button type="submit" size="compact-sm" loading={saving}>
          Save
        </Button>
        <Button size="compact-sm" variant="subtle" color="gray" onClick={() => void stopEditing(annotation, false)}>
          Cancel
        </Button>
      </Group>
    </form>
  );
}

// Links to be handed on; secret ones are shown only now.
import { Button, CopyButton, Text, TextInput } from '@mantine/core';
import classes from './Links.module.css';

export function Links({
  links,
  secret = true,
}: {
  links: { id: string; name: string; link: string }[];
  secret?: boolean;
}) {
  if (links.length === 0) return null;
  return (
    <div role="status">
      {secret && (
        <Text size="sm" mt="md">
          Share {links.length === 1 ? 'this link' : 'these links'} yourself. {links.length === 1 ? 'It' : 'They'} won’t
          be shown again.
        </Text>
      )}
      <ul className={classes.list}>
        {links.map(({ id, name, link }) => (
          <li key={id} className={classes.line}>
            <Text size="sm" className={classes.name}>
              {name}
            </Text>
            <TextInput
              className={classes.link}
              size="xs"
              readOnly
              value={link}
              aria-label={`Link for ${name}`}
              onFocus={(event) => event.currentTarget.select()}
            />
            <CopyButton value={link}>
              {({ copied, copy }) => (
                <Button size="xs" variant="light" onClick={copy}>
                  {copied ? 'Copied' : 'Copy'} <span className="sk-heard">the link for {name}</span>
                </Button>
              )}
            </CopyButton>
          </li>
        ))}
      </ul>
    </div>
  );
}

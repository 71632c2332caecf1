// The menu of how pages look.
import { ActionIcon, Menu, Tooltip } from '@mantine/core';
import { useState } from 'react';
import { LookIcon } from '../../ui/icons';
import styles from './Reading.module.css';
import { type Look, LOOK_NAMES, LOOKS } from './useLook';

export function LookMenu({ look, onLook }: { look: Look; onLook: (look: Look) => void }) {
  const [opened, setOpened] = useState(false);
  const label = `Page colour: ${LOOK_NAMES[look].toLowerCase()}`;
  return (
    <Menu position="bottom-end" opened={opened} onChange={setOpened}>
      <Tooltip label={label} disabled={opened}>
        <Menu.Target>
          <ActionIcon size="lg" variant="subtle" color="gray" aria-label={label} className={styles.wide}>
            <LookIcon />
          </ActionIcon>
        </Menu.Target>
      </Tooltip>
      <Menu.Dropdown>
        <Menu.RadioGroup value={look} onChange={(value) => onLook(value as Look)}>
          {LOOKS.map((one) => (
            <Menu.RadioItem key={one} value={one}>
              {LOOK_NAMES[one]}
            </Menu.RadioItem>
          ))}
        </Menu.RadioGroup>
      </Menu.Dropdown>
    </Menu>
  );
}

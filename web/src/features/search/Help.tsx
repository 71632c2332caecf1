// How to search, shown where there is nothing else to show.
import { Code, List, Text } from '@mantine/core';

export function Help({ nothing }: { nothing: boolean }) {
  return (
    <>
      {nothing && <Text mb="sm">No paper of this team says that. Fewer or other words may help:</Text>}
      <List spacing={6} size="sm">
        <List.Item>
          <Code>seagrass recovery</Code> finds pages with both words; accents and endings do not matter
        </List.Item>
        <List.Item>
          <Code>"tide gauges"</Code> finds the exact phrase
        </List.Item>
        <List.Item>
          <Code>recovery -fish</Code> leaves out pages with a word
        </List.Item>
        <List.Item>
          <Code>author:curie title:polonium</Code> looks at authors and titles
        </List.Item>
        <List.Item>
          <Code>year:2015..2020</Code> keeps to some years
        </List.Item>
      </List>
    </>
  );
}

// The frame lies where other features find it too.
export { Section } from '../../ui/Section';

// The frame lies where other features find it too.
export { Entrance } from '../../ui/Entrance';

// What an address of the administration asks for beyond the part.
export interface Asked {
  person?: string;
  address?: string;
}

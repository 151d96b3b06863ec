/*
 * Why a ballot could not be sent. Its name is that of the message on the page (data-says).
 */
export class Problem extends Error {
  constructor(name) {
    super(name);
    this.name = name;
  }
}

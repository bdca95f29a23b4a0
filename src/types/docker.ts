/** What a Dockerfile says of the image that it builds, as rules see it. It stands among the resource types because containers refer to it. */

export interface DockerImage {
  /** The user that its containers start as when nobody names another: a name or number, with a group perhaps. */
  readonly User?: string;
}

declare module './resources.js' {
  interface ResourceTypes {
    readonly 'Docker::Image': DockerImage;
  }
}

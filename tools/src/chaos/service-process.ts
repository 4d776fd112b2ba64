import { type Link, type ServiceOptions, SupervisedService } from '@allocator/local';

/** A process of the service with its own way to the database. */
export class ServiceProcess extends SupervisedService {
  constructor(
    name: string,
    options: ServiceOptions,
    readonly database: Link,
  ) {
    super(name, options);
  }
}

/** The role of the service: it can add to history and cannot change it. */
export const serviceRole = 'allocator_service';

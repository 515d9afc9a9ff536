/** What the workflow of a delivery is started with. */
export interface WebhookDeliveryInput {
  readonly organizationId: string;
  readonly deliveryId: string;
  /** Tries that there were before: a message that is sent again goes through the whole schedule again. */
  readonly firstAttempt: number;
}

/** What the workflow of a delivery is started with. */
export interface WebhookDeliveryInput {
  readonly organizationId: string;
  readonly deliveryId: string;
}

CREATE TABLE `hook_source` (
	`id` integer PRIMARY KEY NOT NULL,
	`provider_id` integer NOT NULL,
	`name` text NOT NULL,
	`sealed_secret` text NOT NULL,
	`created_at` text NOT NULL,
	`revoked_at` text,
	FOREIGN KEY (`provider_id`) REFERENCES `provider`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE INDEX `hook_source_provider` ON `hook_source` (`provider_id`,`id`);--> statement-breakpoint
CREATE TABLE `portal_mark` (
	`provider_id` integer NOT NULL,
	`key` text NOT NULL,
	`count` integer NOT NULL,
	`expires_at` text NOT NULL,
	PRIMARY KEY(`provider_id`, `key`),
	FOREIGN KEY (`provider_id`) REFERENCES `provider`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE INDEX `portal_mark_expires` ON `portal_mark` (`expires_at`);--> statement-breakpoint
ALTER TABLE `order_document` ADD `hash` text;--> statement-breakpoint
ALTER TABLE `provisioning_request` ADD `service_type` text DEFAULT 'Other' NOT NULL;--> statement-breakpoint
ALTER TABLE `provisioning_request` ADD `resubmitted_at` text;--> statement-breakpoint
UPDATE `provisioning_request` SET `service_type` = (SELECT s.service_type FROM order_service s WHERE s.id = order_service_id);--> statement-breakpoint
UPDATE `api_token` SET `scopes` = json_insert(`scopes`, '$[#]', 'provision.halt')
WHERE EXISTS (SELECT 1 FROM json_each(`scopes`) WHERE value = 'provision');--> statement-breakpoint
CREATE INDEX `request_waiting` ON `provisioning_request` (`queue_provider_id`) WHERE status in ('pending', 'halted');--> statement-breakpoint
CREATE INDEX `request_open` ON `provisioning_request` (`queue_provider_id`,`supplier`,`service_type`,`status`,`assignee_id`,`created_at`,`resubmitted_at`) WHERE status in ('pending', 'halted');--> statement-breakpoint
ALTER TABLE `provider` ADD `provisioning_sla_days` integer DEFAULT 5 NOT NULL;--> statement-breakpoint
CREATE INDEX `account_email` ON `account` (`provider_id`,lower("email")) WHERE email is not null;--> statement-breakpoint
CREATE INDEX `account_reference_search` ON `account` (`provider_id`,"reference" collate nocase);--> statement-breakpoint
CREATE INDEX `order_source` ON `order` (`provider_id`,`source`,`id`);
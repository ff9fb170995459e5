CREATE TABLE `webhook` (
	`id` integer PRIMARY KEY NOT NULL,
	`provider_id` integer NOT NULL,
	`url` text NOT NULL,
	`description` text NOT NULL,
	`topics` text,
	`sealed_secret` text NOT NULL,
	`sealed_former_secret` text,
	`former_secret_until` text,
	`status` text DEFAULT 'active' NOT NULL,
	`disabled_reason` text,
	`created_at` text NOT NULL,
	`created_by` text NOT NULL,
	FOREIGN KEY (`provider_id`) REFERENCES `provider`(`id`) ON UPDATE no action ON DELETE no action,
	CONSTRAINT "webhook_status_word" CHECK("webhook"."status" in ('active', 'disabled'))
);
--> statement-breakpoint
CREATE INDEX `webhook_provider` ON `webhook` (`provider_id`,`id`);
CREATE TABLE `billing_day` (
	`id` integer PRIMARY KEY NOT NULL,
	`provider_id` integer NOT NULL,
	`as_of` text NOT NULL,
	`status` text NOT NULL,
	`run_id` integer NOT NULL,
	`changed_by` text NOT NULL,
	`decided_by` text,
	`reason` text,
	`version` integer DEFAULT 1 NOT NULL,
	FOREIGN KEY (`provider_id`) REFERENCES `provider`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`run_id`) REFERENCES `billing_run`(`id`) ON UPDATE no action ON DELETE no action,
	CONSTRAINT "billing_day_status_word" CHECK("billing_day"."status" in ('announced', 'waiting', 'approved', 'held', 'billed'))
);
--> statement-breakpoint
CREATE UNIQUE INDEX `billing_day_once` ON `billing_day` (`provider_id`,`as_of`);--> statement-breakpoint
CREATE INDEX `billing_day_open` ON `billing_day` (`provider_id`,`as_of`) WHERE status <> 'billed';--> statement-breakpoint
ALTER TABLE `provider` ADD `billing_approval` text DEFAULT 'automatic' NOT NULL;--> statement-breakpoint
ALTER TABLE `provider` ADD `billing_four_eyes` integer DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE `provider` ADD `billing_preview_minutes` integer DEFAULT 0 NOT NULL;
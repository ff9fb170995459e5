CREATE TABLE `usage_correction` (
	`id` integer PRIMARY KEY NOT NULL,
	`total_id` integer NOT NULL,
	`rerate_id` integer NOT NULL,
	`records` integer NOT NULL,
	`version_before` integer NOT NULL,
	`charge_before` integer NOT NULL,
	`charge_after` integer NOT NULL,
	`billed_charge` integer NOT NULL,
	FOREIGN KEY (`total_id`) REFERENCES `usage_total`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`rerate_id`) REFERENCES `usage_rerate`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE INDEX `usage_correction_total` ON `usage_correction` (`total_id`);--> statement-breakpoint
CREATE TABLE `usage_rerate` (
	`id` integer PRIMARY KEY NOT NULL,
	`provider_id` integer NOT NULL,
	`version` integer NOT NULL,
	`base_version` integer NOT NULL,
	`status` text NOT NULL,
	`created_at` text NOT NULL,
	`attempts` integer DEFAULT 0 NOT NULL,
	`measured` integer DEFAULT 0 NOT NULL,
	`measured_at` text,
	`figures` text,
	`hash` text,
	`progress` text,
	`decided_by` text,
	`decided_at` text,
	`reason` text,
	FOREIGN KEY (`provider_id`) REFERENCES `provider`(`id`) ON UPDATE no action ON DELETE no action,
	CONSTRAINT "usage_rerate_status_word" CHECK("usage_rerate"."status" in ('measuring', 'open', 'accepting', 'accepted', 'rejected', 'superseded', 'nothing'))
);
--> statement-breakpoint
CREATE INDEX `usage_rerate_provider` ON `usage_rerate` (`provider_id`,`id`);--> statement-breakpoint
CREATE INDEX `usage_rerate_under_way` ON `usage_rerate` (`id`) WHERE status in ('measuring', 'accepting');--> statement-breakpoint
CREATE TABLE `usage_rerate_total` (
	`rerate_id` integer NOT NULL,
	`attempt` integer NOT NULL,
	`service_id` integer NOT NULL,
	`total_id` integer NOT NULL,
	`records` integer NOT NULL,
	`charge_before` integer NOT NULL,
	`charge_after` integer NOT NULL,
	PRIMARY KEY(`rerate_id`, `attempt`, `service_id`, `total_id`),
	FOREIGN KEY (`rerate_id`) REFERENCES `usage_rerate`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`service_id`) REFERENCES `service`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`total_id`) REFERENCES `usage_total`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
ALTER TABLE `usage_record` ADD `rates_version` integer;--> statement-breakpoint
ALTER TABLE `usage_record` ADD `buy_rates_version` integer;--> statement-breakpoint
ALTER TABLE `usage_total` ADD `rerated` integer DEFAULT 0 NOT NULL;
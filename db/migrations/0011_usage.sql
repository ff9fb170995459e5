CREATE TABLE `usage_intake` (
	`id` integer PRIMARY KEY NOT NULL,
	`provider_id` integer NOT NULL,
	`source` text NOT NULL,
	`received_by` text NOT NULL,
	`received_at` text NOT NULL,
	`finished_at` text,
	`received` integer DEFAULT 0 NOT NULL,
	`rated` integer DEFAULT 0 NOT NULL,
	`quarantined` integer DEFAULT 0 NOT NULL,
	`duplicates` integer DEFAULT 0 NOT NULL,
	`rejected` integer DEFAULT 0 NOT NULL,
	FOREIGN KEY (`provider_id`) REFERENCES `provider`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE INDEX `usage_intake_provider` ON `usage_intake` (`provider_id`,`id`);--> statement-breakpoint
CREATE TABLE `usage_record` (
	`id` integer PRIMARY KEY NOT NULL,
	`provider_id` integer NOT NULL,
	`intake_id` integer NOT NULL,
	`supplier` text NOT NULL,
	`record_id` text NOT NULL,
	`status` text NOT NULL,
	`tariff_key` text,
	`started_at` integer,
	`local_date` text,
	`quantity` real,
	`cost` integer,
	`details` text,
	`version` integer,
	`total_id` integer,
	`rate_id` integer,
	`charge` integer,
	`allowance` real,
	`buy_total_id` integer,
	`buy_rate_id` integer,
	`buy_charge` integer,
	`buy_allowance` real,
	`reason` text,
	`message` text,
	`raw` text,
	FOREIGN KEY (`provider_id`) REFERENCES `provider`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`intake_id`) REFERENCES `usage_intake`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`total_id`) REFERENCES `usage_total`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`buy_total_id`) REFERENCES `usage_total`(`id`) ON UPDATE no action ON DELETE no action,
	CONSTRAINT "usage_record_status" CHECK("usage_record"."status" in ('rated', 'quarantined', 'written_off')),
	CONSTRAINT "usage_record_rated" CHECK(("usage_record"."status" = 'rated') = ("usage_record"."total_id" is not null)),
	CONSTRAINT "usage_record_reason" CHECK("usage_record"."status" <> 'quarantined' or "usage_record"."reason" is not null)
);
--> statement-breakpoint
CREATE UNIQUE INDEX `usage_record_once` ON `usage_record` (`provider_id`,`supplier`,`record_id`);--> statement-breakpoint
CREATE INDEX `usage_record_provider` ON `usage_record` (`provider_id`);--> statement-breakpoint
CREATE INDEX `usage_record_total` ON `usage_record` (`total_id`,`started_at`) WHERE total_id is not null;--> statement-breakpoint
CREATE INDEX `usage_record_buy_allowance` ON `usage_record` (`buy_total_id`,`started_at`) WHERE buy_allowance is not null;--> statement-breakpoint
CREATE INDEX `usage_record_quarantine` ON `usage_record` (`provider_id`,`reason`,`tariff_key`,`supplier`) WHERE status = 'quarantined';--> statement-breakpoint
CREATE TABLE `usage_total` (
	`id` integer PRIMARY KEY NOT NULL,
	`provider_id` integer NOT NULL,
	`period_start` text NOT NULL,
	`service_id` integer NOT NULL,
	`term_id` integer NOT NULL,
	`tariff_id` integer NOT NULL,
	`rate_card_id` integer DEFAULT 0 NOT NULL,
	`usage_type_id` integer NOT NULL,
	`side` text NOT NULL,
	`closes_on` text NOT NULL,
	`records` integer NOT NULL,
	`quantity` real NOT NULL,
	`allowance` real NOT NULL,
	`charge` integer NOT NULL,
	`billed_records` integer DEFAULT 0 NOT NULL,
	`billed_quantity` real DEFAULT 0 NOT NULL,
	`billed_allowance` real DEFAULT 0 NOT NULL,
	`billed_charge` integer DEFAULT 0 NOT NULL,
	FOREIGN KEY (`provider_id`) REFERENCES `provider`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`service_id`) REFERENCES `service`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`term_id`) REFERENCES `subscription_term`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`tariff_id`) REFERENCES `catalogue_item`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`usage_type_id`) REFERENCES `catalogue_item`(`id`) ON UPDATE no action ON DELETE no action,
	CONSTRAINT "usage_total_side" CHECK("usage_total"."side" in ('sell', 'buy'))
);
--> statement-breakpoint
CREATE UNIQUE INDEX `usage_total_key` ON `usage_total` (`period_start`,`service_id`,`tariff_id`,`rate_card_id`,`term_id`);--> statement-breakpoint
CREATE INDEX `usage_total_service` ON `usage_total` (`service_id`);--> statement-breakpoint
CREATE INDEX `usage_total_open` ON `usage_total` (`provider_id`,`term_id`) WHERE records <> billed_records or charge <> billed_charge;
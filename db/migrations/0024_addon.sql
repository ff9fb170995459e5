CREATE TABLE `google_identity` (
	`subject` text PRIMARY KEY NOT NULL,
	`email` text NOT NULL,
	`person_id` integer NOT NULL,
	`linked_at` text NOT NULL,
	FOREIGN KEY (`person_id`) REFERENCES `person`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE UNIQUE INDEX `google_identity_person` ON `google_identity` (`person_id`);--> statement-breakpoint
CREATE TABLE `google_link` (
	`hash` text PRIMARY KEY NOT NULL,
	`subject` text NOT NULL,
	`email` text NOT NULL,
	`expires_at` text NOT NULL,
	`used_at` text,
	`used_by` integer,
	FOREIGN KEY (`used_by`) REFERENCES `person`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE TABLE `sheet_check` (
	`provider_id` integer PRIMARY KEY NOT NULL,
	`sheet_id` text NOT NULL,
	`deed` text NOT NULL,
	`by` text NOT NULL,
	`at` text NOT NULL,
	`run` text,
	`run_until` text NOT NULL,
	`outcome` text,
	`problem` text,
	FOREIGN KEY (`provider_id`) REFERENCES `provider`(`id`) ON UPDATE no action ON DELETE no action
);

CREATE TABLE `slack_event` (
	`id` text PRIMARY KEY NOT NULL,
	`taken_at` text NOT NULL,
	`taken_until` text NOT NULL,
	`done_at` text
);
--> statement-breakpoint
CREATE INDEX `slack_event_age` ON `slack_event` (`taken_at`);--> statement-breakpoint
CREATE TABLE `slack_installation` (
	`id` integer PRIMARY KEY NOT NULL,
	`provider_id` integer NOT NULL,
	`enterprise_id` text,
	`team_id` text,
	`workspace` text NOT NULL,
	`workspace_name` text NOT NULL,
	`bot_user_id` text NOT NULL,
	`channel_id` text,
	`installed_by` text,
	`installed_at` text NOT NULL,
	`revoked_at` text,
	`problem` text,
	`token` text,
	`refresh_token` text,
	`token_expires_at` text,
	`token_revision` integer DEFAULT 0 NOT NULL,
	`rotation_until` text,
	FOREIGN KEY (`provider_id`) REFERENCES `provider`(`id`) ON UPDATE no action ON DELETE no action,
	CONSTRAINT "slack_installation_place" CHECK("slack_installation"."workspace" = coalesce("slack_installation"."team_id", "slack_installation"."enterprise_id"))
);
--> statement-breakpoint
CREATE UNIQUE INDEX `slack_installation_live` ON `slack_installation` (`workspace`) WHERE revoked_at is null;--> statement-breakpoint
CREATE UNIQUE INDEX `slack_installation_workspace` ON `slack_installation` (`provider_id`,`workspace`);--> statement-breakpoint
CREATE INDEX `slack_installation_known` ON `slack_installation` (`workspace`);--> statement-breakpoint
CREATE TABLE `slack_link` (
	`hash` text PRIMARY KEY NOT NULL,
	`installation_id` integer NOT NULL,
	`team_id` text NOT NULL,
	`user_id` text NOT NULL,
	`user_name` text NOT NULL,
	`expires_at` text NOT NULL,
	`used_at` text,
	`used_by` integer,
	FOREIGN KEY (`installation_id`) REFERENCES `slack_installation`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`used_by`) REFERENCES `person`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE TABLE `slack_message` (
	`installation_id` integer NOT NULL,
	`subject` text NOT NULL,
	`channel` text NOT NULL,
	`ts` text NOT NULL,
	PRIMARY KEY(`installation_id`, `subject`),
	FOREIGN KEY (`installation_id`) REFERENCES `slack_installation`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
DROP INDEX `slack_identity_person`;--> statement-breakpoint
ALTER TABLE `slack_identity` ADD `user_name` text;--> statement-breakpoint
CREATE UNIQUE INDEX `slack_identity_person` ON `slack_identity` (`person_id`,`team_id`);
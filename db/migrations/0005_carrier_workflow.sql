CREATE TABLE `activity_file` (
	`id` integer PRIMARY KEY NOT NULL,
	`carrier_id` integer NOT NULL,
	`sequence` integer NOT NULL,
	`created_at` text NOT NULL,
	`services` integer NOT NULL,
	`content_hash` text NOT NULL,
	`content` text NOT NULL,
	`delivered_at` text,
	FOREIGN KEY (`carrier_id`) REFERENCES `carrier`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE UNIQUE INDEX `activity_file_sequence` ON `activity_file` (`carrier_id`,`sequence`);--> statement-breakpoint
CREATE TABLE `activity_file_entry` (
	`request_id` integer NOT NULL,
	`round` integer NOT NULL,
	`activity_file_id` integer NOT NULL,
	PRIMARY KEY(`request_id`, `round`),
	FOREIGN KEY (`request_id`) REFERENCES `provisioning_request`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`activity_file_id`) REFERENCES `activity_file`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE INDEX `activity_file_entries` ON `activity_file_entry` (`activity_file_id`);--> statement-breakpoint
CREATE TABLE `batch_file` (
	`id` integer PRIMARY KEY NOT NULL,
	`carrier_id` integer NOT NULL,
	`name` text NOT NULL,
	`sequence` integer NOT NULL,
	`content_hash` text NOT NULL,
	`content` text NOT NULL,
	`created_at` text NOT NULL,
	`records` integer NOT NULL,
	`status` text NOT NULL,
	`received_at` text NOT NULL,
	`actor_id` text NOT NULL,
	`actor` text NOT NULL,
	`via` text NOT NULL,
	`finished_at` text,
	FOREIGN KEY (`carrier_id`) REFERENCES `carrier`(`id`) ON UPDATE no action ON DELETE no action,
	CONSTRAINT "batch_file_status_word" CHECK("batch_file"."status" in ('applying', 'done'))
);
--> statement-breakpoint
CREATE UNIQUE INDEX `batch_file_name` ON `batch_file` (`carrier_id`,`name`);--> statement-breakpoint
CREATE UNIQUE INDEX `batch_file_sequence` ON `batch_file` (`carrier_id`,`sequence`);--> statement-breakpoint
CREATE INDEX `batch_file_open` ON `batch_file` (`received_at`) WHERE status = 'applying';--> statement-breakpoint
CREATE TABLE `batch_row` (
	`batch_file_id` integer NOT NULL,
	`line` integer NOT NULL,
	`reference` text NOT NULL,
	`answer` text,
	`request_id` integer,
	`outcome` text NOT NULL,
	`code` text,
	`message` text,
	PRIMARY KEY(`batch_file_id`, `line`),
	FOREIGN KEY (`batch_file_id`) REFERENCES `batch_file`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`request_id`) REFERENCES `provisioning_request`(`id`) ON UPDATE no action ON DELETE no action,
	CONSTRAINT "batch_row_outcome_word" CHECK("batch_row"."outcome" in ('applied', 'refused', 'unreadable'))
);
--> statement-breakpoint
CREATE TABLE `carrier` (
	`id` integer PRIMARY KEY NOT NULL,
	`provider_id` integer NOT NULL,
	`code` text NOT NULL,
	`name` text NOT NULL,
	`delivery_url` text,
	`warn_after_days` integer NOT NULL,
	`alert_after_days` integer NOT NULL,
	`batches_from` integer,
	`secret_generation` integer DEFAULT 1 NOT NULL,
	`next_file_sequence` integer DEFAULT 1 NOT NULL,
	`version` integer DEFAULT 1 NOT NULL,
	`created_at` text NOT NULL,
	FOREIGN KEY (`provider_id`) REFERENCES `provider`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE UNIQUE INDEX `carrier_code` ON `carrier` (`provider_id`,`code`);--> statement-breakpoint
CREATE INDEX `carrier_by_code` ON `carrier` (`code`);--> statement-breakpoint
CREATE TABLE `request_workflow` (
	`request_id` integer PRIMARY KEY NOT NULL,
	`provider_id` integer NOT NULL,
	`carrier` text NOT NULL,
	`stage` text NOT NULL,
	`since` text NOT NULL,
	`round` integer NOT NULL,
	`file_sequence` integer,
	`advice_sequence` integer,
	`told` text NOT NULL,
	FOREIGN KEY (`request_id`) REFERENCES `provisioning_request`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`provider_id`) REFERENCES `provider`(`id`) ON UPDATE no action ON DELETE no action,
	CONSTRAINT "workflow_stage_word" CHECK("request_workflow"."stage" in ('pending_collection', 'sent', 'advised', 'ended'))
);
--> statement-breakpoint
CREATE INDEX `workflow_stage` ON `request_workflow` (`provider_id`,`stage`,`carrier`,`request_id`);--> statement-breakpoint
CREATE TABLE `workflow_alert` (
	`id` integer PRIMARY KEY NOT NULL,
	`provider_id` integer NOT NULL,
	`carrier` text NOT NULL,
	`request_id` integer,
	`kind` text NOT NULL,
	`level` text NOT NULL,
	`cause` text NOT NULL,
	`days` integer NOT NULL,
	`text` text NOT NULL,
	`body` text NOT NULL,
	`opened_at` text NOT NULL,
	`raised_at` text NOT NULL,
	`resolved_at` text,
	`resolution` text,
	FOREIGN KEY (`provider_id`) REFERENCES `provider`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`request_id`) REFERENCES `provisioning_request`(`id`) ON UPDATE no action ON DELETE no action,
	CONSTRAINT "workflow_alert_kind_word" CHECK("workflow_alert"."kind" in ('not_collected', 'unanswered', 'gap')),
	CONSTRAINT "workflow_alert_level_word" CHECK("workflow_alert"."level" in ('warn', 'alert'))
);
--> statement-breakpoint
CREATE UNIQUE INDEX `workflow_alert_open` ON `workflow_alert` (`provider_id`,`cause`) WHERE resolved_at is null;--> statement-breakpoint
CREATE INDEX `workflow_alert_request` ON `workflow_alert` (`request_id`) WHERE resolved_at is null;--> statement-breakpoint
CREATE INDEX `workflow_alert_provider` ON `workflow_alert` (`provider_id`,`id`);--> statement-breakpoint
CREATE INDEX `workflow_alert_now` ON `workflow_alert` (`provider_id`,`id`) WHERE resolved_at is null;
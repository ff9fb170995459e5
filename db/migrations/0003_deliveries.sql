CREATE TABLE `delivery` (
	`id` integer PRIMARY KEY NOT NULL,
	`provider_id` integer NOT NULL,
	`channel` text NOT NULL,
	`target` text NOT NULL,
	`kind` text NOT NULL,
	`topic` text NOT NULL,
	`subject` text NOT NULL,
	`dedupe_key` text NOT NULL,
	`body` text NOT NULL,
	`coalesce_key` text,
	`gates` text NOT NULL,
	`status` text DEFAULT 'waiting' NOT NULL,
	`place` integer NOT NULL,
	`attempts` integer DEFAULT 0 NOT NULL,
	`unanswered` integer DEFAULT 0 NOT NULL,
	`due_at` text NOT NULL,
	`last_error` text,
	`created_at` text NOT NULL,
	`attempted_at` text,
	`done_at` text,
	FOREIGN KEY (`provider_id`) REFERENCES `provider`(`id`) ON UPDATE no action ON DELETE no action,
	CONSTRAINT "delivery_status_word" CHECK("delivery"."status" in ('waiting', 'sent', 'superseded', 'dead'))
);
--> statement-breakpoint
CREATE UNIQUE INDEX `delivery_dedupe` ON `delivery` (`channel`,`dedupe_key`);--> statement-breakpoint
CREATE INDEX `delivery_queue` ON `delivery` (`channel`,`target`,`place`) WHERE status = 'waiting';--> statement-breakpoint
CREATE INDEX `delivery_subject` ON `delivery` (`channel`,`target`,`subject`,`place`) WHERE status = 'waiting';--> statement-breakpoint
CREATE INDEX `delivery_due` ON `delivery` (`due_at`) WHERE status = 'waiting';--> statement-breakpoint
CREATE INDEX `delivery_open` ON `delivery` (`provider_id`,`status`,`id`) WHERE status = 'waiting' or status = 'dead';--> statement-breakpoint
CREATE INDEX `delivery_listed` ON `delivery` (`provider_id`,`id`);--> statement-breakpoint
CREATE INDEX `delivery_done` ON `delivery` (`done_at`) WHERE done_at is not null;--> statement-breakpoint
CREATE TABLE `gate` (
	`key` text PRIMARY KEY NOT NULL,
	`opens_at` text NOT NULL
);
--> statement-breakpoint
PRAGMA foreign_keys=OFF;--> statement-breakpoint
-- What was kept before anything could carry it stays a record: nobody is told of it months later.
CREATE TABLE `__new_outbox` (
	`id` integer PRIMARY KEY NOT NULL,
	`provider_id` integer NOT NULL,
	`topic` text NOT NULL,
	`dedupe_key` text NOT NULL,
	`body` text NOT NULL,
	`status` text DEFAULT 'waiting' NOT NULL,
	`attempts` integer DEFAULT 0 NOT NULL,
	`due_at` text NOT NULL,
	`last_error` text,
	`created_at` text NOT NULL,
	`done_at` text,
	FOREIGN KEY (`provider_id`) REFERENCES `provider`(`id`) ON UPDATE no action ON DELETE no action,
	CONSTRAINT "outbox_status_word" CHECK("__new_outbox"."status" in ('waiting', 'planned', 'uncarried'))
);
--> statement-breakpoint
INSERT INTO `__new_outbox`("id", "provider_id", "topic", "dedupe_key", "body", "status", "attempts", "due_at", "last_error", "created_at", "done_at") SELECT "id", "provider_id", "topic", "dedupe_key", "body", 'uncarried', "attempts", "due_at", "last_error", "created_at", strftime('%Y-%m-%dT%H:%M:%fZ', 'now') FROM `outbox`;--> statement-breakpoint
DROP TABLE `outbox`;--> statement-breakpoint
ALTER TABLE `__new_outbox` RENAME TO `outbox`;--> statement-breakpoint
PRAGMA foreign_keys=ON;--> statement-breakpoint
CREATE UNIQUE INDEX `outbox_dedupe` ON `outbox` (`topic`,`dedupe_key`);--> statement-breakpoint
CREATE INDEX `outbox_waiting` ON `outbox` (`id`) WHERE status = 'waiting';--> statement-breakpoint
CREATE INDEX `outbox_done` ON `outbox` (`done_at`) WHERE done_at is not null;
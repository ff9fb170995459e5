ALTER TABLE `schedule` ADD `failures` integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE `schedule` ADD `retry_at` text;--> statement-breakpoint
ALTER TABLE `schedule` ADD `told_at` text;--> statement-breakpoint
ALTER TABLE `schedule` ADD `told_reason` text;
ALTER TABLE `billing_run` ADD `worker` text;--> statement-breakpoint
ALTER TABLE `billing_run` ADD `lost_workers` integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE `billing_run` ADD `settings` text;
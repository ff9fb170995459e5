CREATE TABLE `billing_report` (
	`run_id` integer PRIMARY KEY NOT NULL,
	`figures` text NOT NULL,
	FOREIGN KEY (`run_id`) REFERENCES `billing_run`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
ALTER TABLE `provider` ADD `report_line_above` integer DEFAULT 100000 NOT NULL;--> statement-breakpoint
CREATE INDEX `run_day` ON `billing_run` (`provider_id`,`as_of`);
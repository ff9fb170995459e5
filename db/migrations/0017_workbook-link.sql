CREATE TABLE `workbook_link` (
	`provider_id` integer PRIMARY KEY NOT NULL,
	`sheet_id` text NOT NULL,
	`title` text NOT NULL,
	`linked_by` text NOT NULL,
	`linked_at` text NOT NULL,
	`tabs` text NOT NULL,
	`version` text,
	`content_hash` text,
	`revision` text,
	`synced_at` text,
	`problem` text,
	`problem_at` text,
	`polled_at` text,
	`due_at` text,
	`due_since` text,
	`channel_id` text,
	`channel_resource` text,
	`channel_token_hash` text,
	`channel_expires_at` text,
	`channel_problem` text,
	FOREIGN KEY (`provider_id`) REFERENCES `provider`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE UNIQUE INDEX `workbook_link_sheet` ON `workbook_link` (`sheet_id`);--> statement-breakpoint
CREATE UNIQUE INDEX `workbook_link_channel` ON `workbook_link` (`channel_id`);
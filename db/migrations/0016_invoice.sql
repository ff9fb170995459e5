CREATE TABLE `voided_line` (
	`invoice_id` integer NOT NULL,
	`cardline_id` integer NOT NULL,
	PRIMARY KEY(`invoice_id`, `cardline_id`),
	FOREIGN KEY (`invoice_id`) REFERENCES `invoice`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`cardline_id`) REFERENCES `cardline`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
DROP INDEX `invoice_sequence`;--> statement-breakpoint
DROP INDEX `invoice_period`;--> statement-breakpoint
ALTER TABLE `invoice` ADD `kind` text DEFAULT 'invoice' NOT NULL;--> statement-breakpoint
ALTER TABLE `invoice` ADD `balance_brought` integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE `invoice` ADD `voids` integer;--> statement-breakpoint
ALTER TABLE `invoice` ADD `reason` text;--> statement-breakpoint
ALTER TABLE `invoice` ADD `voided_by` integer;--> statement-breakpoint
CREATE INDEX `invoice_listed` ON `invoice` (`provider_id`,`id`);--> statement-breakpoint
CREATE INDEX `invoice_account` ON `invoice` (`account_id`,`id`);--> statement-breakpoint
CREATE UNIQUE INDEX `invoice_voids` ON `invoice` (`voids`) WHERE voids is not null;--> statement-breakpoint
CREATE UNIQUE INDEX `invoice_sequence` ON `invoice` (`provider_id`,`kind`,`sequence`);--> statement-breakpoint
CREATE UNIQUE INDEX `invoice_period` ON `invoice` (`account_id`,`period_from`) WHERE kind = 'invoice' and voided_by is null;--> statement-breakpoint
ALTER TABLE `provider` ADD `credit_note_prefix` text DEFAULT 'CN-' NOT NULL;--> statement-breakpoint
ALTER TABLE `provider` ADD `next_credit_note_number` integer DEFAULT 1 NOT NULL;
ALTER TABLE `cardline` ADD `held` text;--> statement-breakpoint
ALTER TABLE `provider` ADD `invoice_approval` text DEFAULT 'automatic' NOT NULL;